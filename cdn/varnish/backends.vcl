vcl 4.1;

# The origin. Put your own addresses here; these are compose.yaml's.
backend origin {
    .host = "origin";
    .port = "8080";
    .connect_timeout = 2s;
    # The origin has its own deadlines, and these come after them: a clip's first byte, and the pauses within its body.
    .first_byte_timeout = 45s;
    .between_bytes_timeout = 75s;
}

# Never asked for clips: its probe says whether the origin lives. Liveness and not readiness, for an origin whose database
# is down still plays the clips it knows.
backend origin_health {
    .host = "origin";
    .port = "8081";
    .probe = {
        .url = "/actuator/health/liveness";
        .interval = 2s;
        .timeout = 1s;
        .window = 4;
        .threshold = 2;
        .initial = 2;
    }
}

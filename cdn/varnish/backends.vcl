vcl 4.1;

# The origin. Replace the host and the port with yours; these are the ones of compose.yaml.
backend origin {
    .host = "origin";
    .port = "8080";
    .connect_timeout = 2s;
    # The origin has deadlines of its own for the first byte of a clip and for pauses in its body. These are longer.
    .first_byte_timeout = 45s;
    .between_bytes_timeout = 75s;
}

# The management port of the origin. No clip is requested from it; its probe reports whether the origin is alive. The probe
# reads liveness and not readiness, because an origin whose database is down still delivers the clips that it knows.
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

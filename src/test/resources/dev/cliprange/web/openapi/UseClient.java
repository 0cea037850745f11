import client.ApiClient;
import client.ApiException;
import client.api.ClipsApi;
import client.model.Clip;
import client.model.FramePoint;
import client.model.NewClip;
import client.model.SignRequest;
import client.model.SignedUrl;
import client.model.TimePoint;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.UUID;

/** Uses the generated client: creates a clip, signs its URL, plays it and deletes it. */
public final class UseClient {

    private UseClient() {}

    /** Returns what happened, as JSON. */
    public static String run(String base, String key, String sourceId) throws Exception {
        var client = new ApiClient();
        client.updateBaseUri(base);
        client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + key));
        var clips = new ClipsApi(client);
        UUID source = UUID.fromString(sourceId);
        Clip clip = clips.createClip(
                source,
                new NewClip()
                        .start(new TimePoint("00:00:05.000"))
                        .end(new TimePoint(new FramePoint().frame(180L)))
                        .title("From Java"),
                null);
        boolean overlap = false;
        try {
            clips.createClip(
                    source,
                    new NewClip()
                            .start(new TimePoint(new java.math.BigDecimal(5)))
                            .end(new TimePoint(new java.math.BigDecimal(6))),
                    null);
        } catch (ApiException e) {
            overlap = e.getCode() == 409 && e.getResponseBody().contains(clip.getId().toString());
        }
        SignedUrl signed =
                clips.signClip(clip.getId(), new SignRequest().expiresIn(60L).form(SignRequest.FormEnum.COPY));
        HttpResponse<byte[]> played = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(signed.getUrl()).build(),
                        HttpResponse.BodyHandlers.ofByteArray());
        int deleted = clips.deleteClipWithHttpInfo(clip.getId(), null, null).getStatusCode();
        String gone = "";
        try {
            clips.getClip(clip.getId());
        } catch (ApiException e) {
            gone = e.getCode() == 404 ? "clip-not-found" : e.getMessage();
        }
        return "{\"engine\": \"%s\", \"overlap\": %b, \"signed\": %b, \"played\": %b, \"deleted\": %d, \"gone\": \"%s\"}"
                .formatted(
                        clip.getEngine(),
                        overlap,
                        signed.getUrl().toString().contains("signature="),
                        played.statusCode() == 200 && played.body().length > 0,
                        deleted,
                        gone);
    }
}

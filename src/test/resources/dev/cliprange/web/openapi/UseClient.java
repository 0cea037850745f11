import client.ApiClient;
import client.ApiException;
import client.api.ClipsApi;
import client.api.SequencesApi;
import client.model.Clip;
import client.model.FramePoint;
import client.model.NewClip;
import client.model.NewSequence;
import client.model.Sequence;
import client.model.SequenceSignRequest;
import client.model.SignRequest;
import client.model.SignedUrl;
import client.model.TimePoint;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;

/** Uses the generated client: creates a clip, signs its URL, plays it, makes a sequence of it, and deletes both. */
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
        boolean sequence = sequence(new SequencesApi(client), clip);
        int deleted = clips.deleteClipWithHttpInfo(clip.getId(), null, null).getStatusCode();
        String gone = "";
        try {
            clips.getClip(clip.getId());
        } catch (ApiException e) {
            gone = e.getCode() == 404 ? "clip-not-found" : e.getMessage();
        }
        return "{\"engine\": \"%s\", \"overlap\": %b, \"signed\": %b, \"played\": %b, \"sequence\": %b, \"deleted\": %d, \"gone\": \"%s\"}"
                .formatted(
                        clip.getEngine(),
                        overlap,
                        signed.getUrl().toString().contains("signature="),
                        played.statusCode() == 200 && played.body().length > 0,
                        sequence,
                        deleted,
                        gone);
    }

    /** Makes a sequence that plays a clip twice, plays it as one MP4, and deletes it. */
    private static boolean sequence(SequencesApi sequences, Clip clip) throws Exception {
        Sequence made = sequences.createSequence(
                new NewSequence().clipIds(List.of(clip.getId(), clip.getId())).title("From Java"), null);
        URI url = sequences
                .signSequence(made.getId(), new SequenceSignRequest().expiresIn(60L))
                .getStreamUrl();
        HttpResponse<byte[]> played = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofByteArray());
        boolean described = made.getMp4Problem() == null
                && made.getChapters().size() == 2
                && made.getChapters().get(1).getStart().signum() > 0
                && sequences.getSequence(made.getId()).getClipIds().equals(made.getClipIds());
        int deleted = sequences.deleteSequenceWithHttpInfo(made.getId(), null).getStatusCode();
        return described && played.statusCode() == 200 && played.body().length > 0 && deleted == 204;
    }
}

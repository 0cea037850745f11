package dev.cliprange.packaging;

import dev.cliprange.access.playback.PlaybackPath;
import dev.cliprange.clip.sequence.SequenceState;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.packaging.SequenceAnswers.Request;
import dev.cliprange.packaging.playlist.DashManifest;
import dev.cliprange.packaging.playlist.HlsPlaylists;
import dev.cliprange.packaging.playlist.SequenceFile;
import dev.cliprange.packaging.playlist.StreamFile;
import dev.cliprange.packaging.playlist.StreamFile.Content;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** HLS and DASH of sequences. Everything is below the sequence's own path, so that one signature opens it. */
@RestController
@Tag(name = "Playback")
class SequencePlaybackHandler {

    private static final String MANIFEST_FILE = "manifest.mpd";
    private static final MediaType PLAYLIST = MediaType.parseMediaType(HlsPlaylists.MEDIA_TYPE);
    private static final MediaType MANIFEST = MediaType.parseMediaType(DashManifest.MEDIA_TYPE);

    private final SequenceAnswers answers;

    SequencePlaybackHandler(SequenceAnswers answers) {
        this.answers = answers;
    }

    @Operation(summary = "Returns the multivariant HLS playlist of a sequence while the version is current")
    @GetMapping(PlaybackPath.SEQUENCE_ROUTE + "master.m3u8")
    Mono<Void> master(@PathVariable UUID sequenceId, @PathVariable String version, ServerWebExchange exchange) {
        String path = new StreamFile.Master().path();
        return answers.current(
                new Request(sequenceId, version, PlaybackPath.HLS, exchange),
                sequence -> answers.text(sequence, path, PLAYLIST, HlsPlaylists::master, exchange));
    }

    @Operation(summary = "Returns the DASH manifest of a sequence while the version is current")
    @GetMapping(PlaybackPath.SEQUENCE_ROUTE + MANIFEST_FILE)
    Mono<Void> manifest(@PathVariable UUID sequenceId, @PathVariable String version, ServerWebExchange exchange) {
        return answers.current(
                new Request(sequenceId, version, PlaybackPath.DASH, exchange),
                sequence -> answers.text(
                        sequence,
                        MANIFEST_FILE,
                        MANIFEST,
                        description -> DashManifest.write(description, ""),
                        exchange));
    }

    @Operation(summary = "Returns a playlist that the first playlist of a sequence names")
    @GetMapping(PlaybackPath.SEQUENCE_ROUTE + "{kind}/{rendition}/{name}")
    Mono<Void> playlist(
            @PathVariable UUID sequenceId,
            @PathVariable String version,
            @PathVariable String kind,
            @PathVariable String rendition,
            @PathVariable String name,
            ServerWebExchange exchange) {
        String path = kind + "/" + rendition + "/" + name;
        return answers.current(
                new Request(sequenceId, version, PlaybackPath.HLS, exchange),
                sequence -> StreamFile.parse(path)
                        .map(file -> switch (file) {
                            case StreamFile.Part part ->
                                answers.text(
                                        sequence,
                                        path,
                                        PLAYLIST,
                                        description -> HlsPlaylists.playlist(description, part)
                                                .orElseThrow(() -> unknown(path)),
                                        exchange);
                            case StreamFile.Master master -> Mono.<Void>error(unknown(master.path()));
                        })
                        .orElseGet(() -> Mono.error(unknown(path))));
    }

    @Operation(summary = "Returns an init segment or a media segment of a clip in a sequence")
    @GetMapping(PlaybackPath.SEQUENCE_ROUTE + "{clip}/{kind}/{rendition}/{name}")
    Mono<Void> segment(
            @PathVariable UUID sequenceId,
            @PathVariable String version,
            @PathVariable String clip,
            @PathVariable String kind,
            @PathVariable String rendition,
            @PathVariable String name,
            ServerWebExchange exchange) {
        String path = kind + "/" + rendition + "/" + name;
        return answers.current(
                new Request(sequenceId, version, PlaybackPath.HLS, exchange),
                sequence -> SequenceFile.parse(clip, path)
                        .filter(file -> file.clip() < sequence.clips().size())
                        .map(file -> send(sequence, file, exchange))
                        .orElseGet(() -> Mono.error(unknown(clip + "/" + path))));
    }

    private Mono<Void> send(SequenceState.Current sequence, SequenceFile file, ServerWebExchange exchange) {
        return switch (file.file()) {
            case StreamFile.Master master -> Mono.error(unknown(master.path()));
            case StreamFile.Part part ->
                switch (part.content()) {
                    // The playlists of a sequence name the segments of all clips.
                    case Content.Named.PLAYLIST, Content.Named.IFRAME_PLAYLIST -> Mono.error(unknown(part.path()));
                    case Content.Named.CUES -> answers.cues(sequence.clips().get(file.clip()), part, exchange);
                    case Content.Named.INIT -> answers.media(sequence.clips().get(file.clip()), part, exchange);
                    case Content.Segment segment ->
                        answers.media(sequence.clips().get(file.clip()), part, exchange);
                };
        };
    }

    private static FailureException unknown(String path) {
        return new FailureException(Failure.SEGMENT_NOT_FOUND, "This sequence has no file '" + path + "'.");
    }
}

package dev.cliprange.preview;

import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.ffmpeg.picture.PictureRequest;
import dev.cliprange.ffmpeg.picture.PictureTask;
import dev.cliprange.ffmpeg.picture.Transfer;
import dev.cliprange.ffmpeg.process.ProcessHolder;
import dev.cliprange.index.IndexPage;
import dev.cliprange.preview.Tiles.Tile;
import dev.cliprange.slice.precise.PicturePlanner;
import dev.cliprange.slice.precise.TilePlanner;
import dev.cliprange.slice.precise.TileSize;
import dev.cliprange.source.ReadySource;
import dev.cliprange.source.SourceIndexes;
import dev.cliprange.source.SourceMedia;
import dev.cliprange.storage.read.PieceReader;
import dev.cliprange.storage.work.SourceWork.Part;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Makes storyboards. The tiles of a source are made once and kept in strips of up to {@value Tiles#PLACES}. A sheet of a
 * clip is assembled from its own tiles. Each request makes the strips of one sheet at most, so a long source needs no
 * job.
 */
@Component
class Storyboards {

    private static final int STRIPS_AT_ONCE = 2;

    private final Tiles tiles;
    private final SourceIndexes indexes;
    private final Pictures pictures;
    private final Posters posters;
    private final PieceReader reader;
    private final PreviewProperties properties;

    Storyboards(
            Tiles tiles,
            SourceIndexes indexes,
            Pictures pictures,
            Posters posters,
            PieceReader reader,
            PreviewProperties properties) {
        this.tiles = tiles;
        this.indexes = indexes;
        this.pictures = pictures;
        this.posters = posters;
        this.reader = reader;
        this.properties = properties;
    }

    /** Returns the video of a source that has storyboards. Fails with MEDIA_UNSUPPORTED for any other source. */
    static SourceMedia.Video video(ClipDescriptor clip) {
        return Optional.ofNullable(clip.source().media().video())
                .filter(video -> clip.source().sliceable())
                .orElseThrow(() -> new FailureException(
                        Failure.MEDIA_UNSUPPORTED, "Storyboards are made of sources that have an index and video."));
    }

    /** Returns the cues as WebVTT. Their URLs are relative. */
    Mono<String> cues(ClipDescriptor clip, String version) {
        TileSize size = size(video(clip));
        return tiles.of(clip.source(), clip.clip().range())
                .map(found -> StoryboardCues.write(
                        clip.clip().range(),
                        version,
                        size,
                        found.stream().map(Tile::timeUs).toList()));
    }

    /**
     * Returns a sheet as JPEG. A clip without a tile has one sheet with its first frame.
     *
     * @param number from 1
     * @throws FailureException NOT_FOUND if there is no such sheet; as {@link Pictures#get}
     */
    Mono<byte[]> sheet(ClipDescriptor clip, int number, ProcessHolder holder) {
        SourceMedia.Video video = video(clip);
        return tiles.of(clip.source(), clip.clip().range()).flatMap(all -> {
            long from = (long) (number - 1) * TileSize.PER_SHEET;
            if (from >= Math.max(1, all.size())) {
                return Mono.error(new FailureException(Failure.NOT_FOUND, "The storyboard has no such sheet."));
            }
            if (all.isEmpty()) {
                return posters.get(clip, video, size(video).width(), PosterQuery.parse(""), holder);
            }
            List<Tile> own = all.subList((int) from, (int) Math.min(all.size(), from + TileSize.PER_SHEET));
            return sheet(clip, video, own, holder);
        });
    }

    private Mono<byte[]> sheet(ClipDescriptor clip, SourceMedia.Video video, List<Tile> own, ProcessHolder holder) {
        String what = "sheet|" + own.getFirst().timeUs() + "|" + own.getLast().timeUs();
        List<Tile> strips = strips(own);
        return pictures.get(
                clip.source(),
                PictureName.shared(clip.source(), what),
                () -> Flux.fromIterable(strips)
                        .flatMapSequential(strip -> strip(clip, video, strip, holder), STRIPS_AT_ONCE)
                        .collectList()
                        .map(made -> new PictureRequest(
                                clip.id().toString(),
                                holder,
                                new PictureTask.Sheet(Tiles.PLACES, runs(own), Math.min(TileSize.COLUMNS, own.size())),
                                Flux.fromIterable(made).map(Unpooled::wrappedBuffer),
                                sheetBytes(video),
                                properties.deadline())));
    }

    private static TileSize size(SourceMedia.Video video) {
        return TileSize.of(video.width(), video.height(), video.rotation());
    }

    /** The most bytes of a sheet. */
    static int sheetBytes(SourceMedia.Video video) {
        TileSize size = size(video);
        return (1 << 16) + 2 * TileSize.PER_SHEET * size.width() * size.height();
    }

    /** Returns the first tile of each strip that contains one of the tiles. */
    private static List<Tile> strips(List<Tile> own) {
        var strips = new ArrayList<Tile>();
        for (Tile tile : own) {
            if (strips.isEmpty() || !isSameStrip(strips.getLast(), tile)) {
                strips.add(tile);
            }
        }
        return strips;
    }

    private static boolean isSameStrip(Tile one, Tile other) {
        return one.page() == other.page() && one.strip() == other.strip();
    }

    /** Returns the places of the tiles, counted over all places of the strips. */
    private static List<PictureTask.Run> runs(List<Tile> own) {
        var runs = new ArrayList<PictureTask.Run>();
        int strip = 0;
        int from = 0;
        for (int i = 1; i <= own.size(); i++) {
            if (i == own.size() || !isSameStrip(own.get(i - 1), own.get(i))) {
                int base = strip * Tiles.PLACES;
                runs.add(new PictureTask.Run(
                        base + own.get(from).place(), base + own.get(i - 1).place() + 1));
                strip++;
                from = i;
            }
        }
        return runs;
    }

    private Mono<byte[]> strip(ClipDescriptor clip, SourceMedia.Video video, Tile strip, ProcessHolder holder) {
        ReadySource source = clip.source();
        String place = strip.page() + "-" + strip.strip();
        return pictures.get(
                source,
                PictureName.own(source, Part.TILES, place, "strip|" + place),
                () -> indexes.directory(source)
                        .flatMap(directory -> indexes.part(
                                source,
                                Tiles.start(directory.pages().get(strip.page()).startUs())))
                        .map(part -> {
                            IndexPage page = part.pages().getFirst();
                            List<Long> times = TilePlanner.timesUs(page);
                            int from = strip.strip() * Tiles.PLACES;
                            List<Long> own = times.subList(from, Math.min(times.size(), from + Tiles.PLACES));
                            TileSize size = size(video);
                            return new PictureRequest(
                                    clip.id().toString(),
                                    holder,
                                    new PictureTask.Strip(
                                            own.size(),
                                            Tiles.PLACES,
                                            video.rotation(),
                                            size.width(),
                                            size.height(),
                                            Transfer.of(PicturePlanner.transfer(part.directory()))),
                                    reader.read(
                                            source.location(),
                                            source.revision(),
                                            TilePlanner.file(part.directory(), page, own)
                                                    .pieces()),
                                    sheetBytes(video),
                                    properties.deadline());
                        }));
    }
}

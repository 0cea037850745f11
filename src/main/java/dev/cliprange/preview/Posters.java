package dev.cliprange.preview;

import dev.cliprange.clip.ClipDescriptor;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.ffmpeg.picture.PictureMaker;
import dev.cliprange.ffmpeg.picture.PictureRequest;
import dev.cliprange.ffmpeg.picture.PictureTask;
import dev.cliprange.ffmpeg.picture.Transfer;
import dev.cliprange.ffmpeg.process.ProcessHolder;
import dev.cliprange.slice.ByteLayout;
import dev.cliprange.slice.precise.PicturePlanner.Picture;
import dev.cliprange.source.ReadySource;
import dev.cliprange.source.SourceMedia;
import dev.cliprange.storage.read.PieceReader;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Makes posters. */
@Component
class Posters {

    private final PosterFrames frames;
    private final Pictures pictures;
    private final PieceReader reader;
    private final PictureMaker maker;
    private final PreviewProperties properties;

    Posters(
            PosterFrames frames,
            Pictures pictures,
            PieceReader reader,
            PictureMaker maker,
            PreviewProperties properties) {
        this.frames = frames;
        this.pictures = pictures;
        this.reader = reader;
        this.maker = maker;
        this.properties = properties;
    }

    /**
     * Returns a JPEG.
     *
     * @param width from {@link PictureMemory#width}
     * @param holder the process counts as its own, if one is started
     * @throws FailureException as {@link PosterFrames#find} and {@link Pictures#get}; MEDIA_UNSUPPORTED if the frame or
     *     the distance to its keyframe is too large
     */
    Mono<byte[]> get(ClipDescriptor clip, SourceMedia.Video video, int width, PosterQuery query, ProcessHolder holder) {
        return frames.find(clip, query).flatMap(picture -> {
            requireSmall(video, picture.file());
            return pictures.get(
                    clip.source(),
                    PictureName.shared(clip.source(), "poster|" + picture.number() + "|" + width),
                    () -> Mono.just(request(clip, video, width, picture, holder)));
        });
    }

    private void requireSmall(SourceMedia.Video video, ByteLayout file) {
        if (file.lengthBytes() > properties.maxRead().toBytes()) {
            throw new FailureException(
                    Failure.MEDIA_UNSUPPORTED,
                    "The keyframe of this frame is too far before it: " + file.lengthBytes()
                            + " bytes would have to be decoded. 'mode=keyframe' needs one frame.");
        }
        if ((long) video.width() * video.height() > maker.mostPixels()) {
            throw new FailureException(
                    Failure.MEDIA_UNSUPPORTED,
                    "Decoding frames of " + video.width() + " x " + video.height()
                            + " pixels takes more memory than a process of this instance may use.");
        }
    }

    private PictureRequest request(
            ClipDescriptor clip, SourceMedia.Video video, int width, Picture picture, ProcessHolder holder) {
        ReadySource source = clip.source();
        return new PictureRequest(
                clip.id().toString(),
                holder,
                new PictureTask.Frame(picture.ticks(), video.rotation(), width, Transfer.of(picture.transfer())),
                reader.read(source.location(), source.revision(), picture.file().pieces()),
                PictureMemory.mostBytes(video, width),
                properties.deadline());
    }
}

package dev.cliprange.preview.waveform;

import io.r2dbc.spi.Readable;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The rows of waveforms. */
@Repository
class WaveformRepository {

    private final DatabaseClient database;

    WaveformRepository(DatabaseClient database) {
        this.database = database;
    }

    Mono<Waveform> find(UUID sourceId) {
        return database.sql("SELECT * FROM waveform WHERE source_id = :sourceId")
                .bind("sourceId", sourceId)
                .map(WaveformRepository::waveform)
                .one();
    }

    Flux<Waveform> findAll(UUID[] sourceIds) {
        return database.sql("SELECT * FROM waveform WHERE source_id = ANY(:sourceIds)")
                .bind("sourceIds", sourceIds)
                .map(WaveformRepository::waveform)
                .all();
    }

    /** Writes the row, and replaces the earlier one. Empty if the source does not exist. */
    Mono<Waveform> put(Waveform waveform) {
        return database.sql("""
                        INSERT INTO waveform (source_id, revision, folder, sample_rate, lengths)
                        SELECT id, :revision, :folder, :sampleRate, :lengths FROM source WHERE id = :sourceId
                        FOR KEY SHARE
                        ON CONFLICT (source_id) DO UPDATE SET revision = excluded.revision, folder = excluded.folder,
                            sample_rate = excluded.sample_rate, lengths = excluded.lengths
                        RETURNING *""")
                .bind("sourceId", waveform.sourceId())
                .bind("revision", waveform.revision())
                .bind("folder", waveform.folder())
                .bind("sampleRate", waveform.sampleRate())
                .bind("lengths", waveform.lengths().toArray(new Long[0]))
                .map(WaveformRepository::waveform)
                .one();
    }

    private static Waveform waveform(Readable row) {
        return new Waveform(
                required(row.get("source_id", UUID.class)),
                required(row.get("revision", String.class)),
                required(row.get("folder", String.class)),
                required(row.get("sample_rate", Integer.class)),
                List.of(required(row.get("lengths", Long[].class))));
    }

    private static <T> T required(@Nullable T value) {
        return Objects.requireNonNull(value);
    }
}

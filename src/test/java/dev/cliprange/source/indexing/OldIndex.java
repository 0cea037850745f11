package dev.cliprange.source.indexing;

import static org.awaitility.Awaitility.await;

import dev.cliprange.index.IndexBuilder;
import dev.cliprange.index.IndexDirectory;
import dev.cliprange.movie.Mp4Reader;
import dev.cliprange.movie.ReadStep;
import dev.cliprange.mp4.Mp4Limits;
import dev.cliprange.testing.Origin;
import dev.cliprange.testing.TestPostgres;
import dev.cliprange.timeline.ByteSpan;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Puts sources of a database into the state that an earlier release left. */
final class OldIndex {

    static final Duration LONGEST = Duration.ofSeconds(150);

    /** Of every key in the work storage. */
    static final String WORK = ".cliprange/";

    private final TestPostgres.Database database;

    OldIndex(TestPostgres.Database database) {
        this.database = database;
    }

    /**
     * Replaces the index of a source by one that believes the sync marks of the container, as earlier releases did.
     *
     * @param file the source's object
     * @return the key of its pages
     */
    String install(String sourceId, Path file) throws Exception {
        byte[] bytes = Files.readAllBytes(file);
        var pages = new PageList(new IndexingMemory(64 << 20));
        var reader = new Mp4Reader(bytes.length, Mp4Limits.DEFAULT);
        ReadStep step = reader.start();
        while (step instanceof ReadStep.NeedBytes(List<ByteSpan> spans)) {
            step = reader.resume(spans.stream()
                    .map(span -> ByteBuffer.wrap(
                                    bytes, Math.toIntExact(span.offsetBytes()), Math.toIntExact(span.lengthBytes()))
                            .slice())
                    .toList());
        }
        IndexDirectory directory =
                IndexBuilder.build(((ReadStep.Complete) step).movie(), pages::add, Integer.MAX_VALUE);
        String key = "index/" + sourceId + "/g1-0123456789abcdef0123456789abcdef/pages";
        Origin.storage().put(WORK + key, pages.join());
        try (Connection connection = database.connect();
                var statement = connection.prepareStatement(
                        "UPDATE source_index SET directory = ?, pages_key = ? WHERE source_id = ?")) {
            statement.setBytes(1, directory.encode());
            statement.setString(2, key);
            statement.setObject(3, UUID.fromString(sourceId));
            statement.executeUpdate();
        }
        markOld();
        return key;
    }

    /** Every source is as if an earlier release had read it. No event announces it. */
    void markOld() throws SQLException {
        execute("SET session_replication_role = replica; UPDATE source SET index_generation = 1;"
                + " UPDATE source_index SET pages_key = regexp_replace(pages_key, '/g[0-9]+-', '/g1-')");
    }

    /**
     * The source is as if a reader of an earlier generation had read it, with the same result. No event announces it.
     *
     * @param digest in the key of its pages; an empty text leaves the one of its pages
     */
    void markOf(int generation, String sourceId, String digest) throws SQLException {
        String key = text("SELECT pages_key FROM source_index WHERE source_id = '" + sourceId + "'");
        String earlier = key.replaceFirst("/g[0-9]+-", "/g" + generation + "-");
        if (!digest.isEmpty()) {
            earlier = earlier.replaceFirst("-[0-9a-f]{32}-", "-" + digest + "-");
        }
        Origin.storage().put(WORK + earlier, Origin.storage().get(WORK + key));
        execute("SET session_replication_role = replica; UPDATE source SET index_generation = " + generation
                + " WHERE id = '" + sourceId + "'; UPDATE source_index SET pages_key = '" + earlier
                + "' WHERE source_id = '" + sourceId + "'");
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    long number(String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    String text(String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    void awaitNumber(long expected, String sql) {
        await().atMost(LONGEST).until(() -> number(sql) == expected);
    }
}

package dev.cliprange.launch;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/**
 * Migrates the schema of the database and exits. A deployment runs it once, before the first new instance starts. It
 * needs the settings of the database only. Each instance also migrates at its start, and then finds nothing to do.
 */
@CommandLine.Command(name = "migrate", description = "Migrates the schema of the database and exits.")
final class MigrateCommand implements Command {

    private static final Logger log = LoggerFactory.getLogger(MigrateCommand.class);

    private final List<String> settings;

    MigrateCommand(List<String> settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        return DatabaseProgram.run(SchemaApplication.class, settings, context -> log.info("the schema is up to date"));
    }
}

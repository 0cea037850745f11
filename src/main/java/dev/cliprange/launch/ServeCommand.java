package dev.cliprange.launch;

import dev.cliprange.launch.problem.StartFailedException;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import picocli.CommandLine;

/** Starts the server. Returns when it serves. */
@CommandLine.Command(name = "serve", description = "Starts the server. This is the default.")
final class ServeCommand implements Command {

    private final Class<?> server;
    private final List<String> settings;
    private final ProcessLife life;

    /** @param server the configuration of the server */
    ServeCommand(Class<?> server, List<String> settings, ProcessLife life) {
        this.server = server;
        this.settings = settings;
        this.life = life;
    }

    @Override
    public Integer call() {
        var application = new SpringApplication(server);
        // Before readiness is up.
        application.addListeners((ApplicationListener<ApplicationReadyEvent>) ready -> life.serving());
        try {
            application.run(settings.toArray(String[]::new));
            return 0;
        } catch (RuntimeException | Error reported) {
            return StartFailedException.exitCode(reported);
        }
    }
}

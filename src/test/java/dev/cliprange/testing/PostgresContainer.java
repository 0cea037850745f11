package dev.cliprange.testing;

import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** PostgreSQL in a container, for machines with a Docker engine; removed with this JVM. */
final class PostgresContainer implements PostgresServer {

    private final PostgreSQLContainer container;
    private final int port;

    PostgresContainer() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        // A fixed port: one that Docker picks would be another after each stop and start.
        var binding = new PortBinding(
                Ports.Binding.bindIpAndPort("127.0.0.1", port), ExposedPort.tcp(PostgreSQLContainer.POSTGRESQL_PORT));
        container = new PostgreSQLContainer("postgres:18-alpine")
                .withCommand("postgres", "-c", "fsync=off", "-c", "max_connections=200");
        container.withCreateContainerCmdModifier(
                command -> command.getHostConfig().withPortBindings(binding));
        container.start();
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public String user() {
        return container.getUsername();
    }

    @Override
    public String password() {
        return container.getPassword();
    }

    @Override
    public void start() {
        var state = container.getCurrentContainerInfo().getState();
        if (!Boolean.TRUE.equals(state.getRunning())) {
            container
                    .getDockerClient()
                    .startContainerCmd(container.getContainerId())
                    .exec();
        }
    }

    @Override
    public void stop() {
        container
                .getDockerClient()
                .stopContainerCmd(container.getContainerId())
                .withTimeout(10)
                .exec();
    }

    @Override
    public void close() {
        container.stop();
    }
}

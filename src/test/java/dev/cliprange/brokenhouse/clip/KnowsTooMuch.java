package dev.cliprange.brokenhouse.clip;

import com.github.kagkarlsson.scheduler.Scheduler;
import io.micrometer.tracing.Tracer;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.netty.http.client.HttpClient;
import software.amazon.awssdk.services.s3.S3AsyncClient;

record KnowsTooMuch(
        S3AsyncClient s3,
        HttpClient http,
        ProcessBuilder builder,
        DatabaseClient database,
        Tracer tracer,
        Scheduler scheduler) {}

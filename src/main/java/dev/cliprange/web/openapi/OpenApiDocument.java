package dev.cliprange.web.openapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.cliprange.web.CachedBytes;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.springdoc.core.customizers.SpringDocCustomizers;
import org.springdoc.core.properties.SpringDocConfigProperties;
import org.springdoc.core.providers.SpringDocProviders;
import org.springdoc.core.service.AbstractRequestService;
import org.springdoc.core.service.GenericResponseService;
import org.springdoc.core.service.OpenAPIService;
import org.springdoc.core.service.OperationService;
import org.springdoc.webflux.api.OpenApiResource;
import org.springframework.beans.factory.ObjectFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The OpenAPI document as bytes, built once after the start. The controllers of springdoc build and keep a document for
 * each {@code Accept-Language}, on the event loop, and are therefore disabled (see {@link OpenApiConfiguration}).
 */
@Component
class OpenApiDocument extends OpenApiResource {

    private final Mono<CachedBytes> document;

    OpenApiDocument(
            ObjectFactory<OpenAPIService> builder,
            AbstractRequestService requests,
            GenericResponseService responses,
            OperationService operations,
            SpringDocConfigProperties properties,
            SpringDocProviders providers,
            SpringDocCustomizers customizers) {
        super(builder, requests, responses, operations, properties, providers, customizers);
        this.document = CachedBytes.once(this::write);
    }

    /** Returns the document. If it does not exist yet, it is built off the event loop. */
    Mono<CachedBytes> get() {
        return document;
    }

    @EventListener(ApplicationReadyEvent.class)
    void make() {
        document.subscribeOn(Schedulers.boundedElastic()).onErrorComplete().subscribe();
    }

    private byte[] write() {
        try {
            return writeJsonValue(getOpenApi("/", Locale.ENGLISH));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected String getServerUrl(ServerHttpRequest request, String apiDocsUrl) {
        return "/";
    }
}

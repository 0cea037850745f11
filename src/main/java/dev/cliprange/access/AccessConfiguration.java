package dev.cliprange.access;

import dev.cliprange.access.key.ApiKeyDigest;
import dev.cliprange.access.key.ApiKeyService;
import dev.cliprange.access.key.Caller;
import dev.cliprange.access.key.KeyedPaths;
import dev.cliprange.access.key.Role;
import dev.cliprange.access.limit.Clients;
import dev.cliprange.access.limit.UnknownKeys;
import dev.cliprange.failure.Failure;
import dev.cliprange.failure.FailureException;
import dev.cliprange.failure.MissingSettingException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.SecurityWebFiltersOrder;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.authentication.AuthenticationWebFilter;
import org.springframework.security.web.server.authentication.ServerAuthenticationConverter;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import reactor.core.publisher.Mono;

/** Requires an API key for the control API. All other paths are open. */
@Configuration(proxyBeanMethods = false)
@EnableWebFluxSecurity
class AccessConfiguration {

    private static final String BEARER = "Bearer ";

    @Bean
    SecurityWebFilterChain securityWebFilterChain(
            ServerHttpSecurity http,
            AccessProperties properties,
            ApiKeyService keys,
            Clients clients,
            UnknownKeys unknownKeys) {
        if (properties.apiKey().isBlank()) {
            throw new MissingSettingException("cliprange.api-key", "CLIPRANGE_API_KEY");
        }
        var bearer = new AuthenticationWebFilter(
                authentication(ApiKeyDigest.ofSetting(properties.apiKey()), keys, unknownKeys));
        bearer.setServerAuthenticationConverter(keyOfRequest(clients));
        bearer.setSecurityContextRepository(NoOpServerSecurityContextRepository.getInstance());
        bearer.setAuthenticationFailureHandler((exchange, error) -> Mono.error(unauthenticated()));
        // Open paths skip this chain, so a header that a proxy or player adds cannot close them.
        return http.securityMatcher(KeyedPaths.closed())
                .authorizeExchange(AccessConfiguration::rights)
                .exceptionHandling(handling -> handling.authenticationEntryPoint(
                                (exchange, error) -> Mono.error(unauthenticated()))
                        .accessDeniedHandler((exchange, error) -> Caller.of(exchange)
                                .doOnNext(caller -> AuditFilter.noteRefusal(exchange, caller))
                                .then(Mono.error(AccessConfiguration::forbidden))))
                .addFilterAt(bearer, SecurityWebFiltersOrder.AUTHENTICATION)
                // Each handler sets its own caching headers. Players need none of the others.
                .headers(ServerHttpSecurity.HeaderSpec::disable)
                .csrf(ServerHttpSecurity.CsrfSpec::disable)
                .httpBasic(ServerHttpSecurity.HttpBasicSpec::disable)
                .formLogin(ServerHttpSecurity.FormLoginSpec::disable)
                .logout(ServerHttpSecurity.LogoutSpec::disable)
                .requestCache(ServerHttpSecurity.RequestCacheSpec::disable)
                .build();
    }

    private static ServerAuthenticationConverter keyOfRequest(Clients clients) {
        return exchange -> Mono.justOrEmpty(exchange.getRequest().getHeaders().getFirst(HttpHeaders.AUTHORIZATION))
                .filter(header -> header.startsWith(BEARER))
                .map(header -> UsernamePasswordAuthenticationToken.unauthenticated(
                        clients.of(exchange.getRequest()),
                        header.substring(BEARER.length()).strip()));
    }

    /** The rights of each role. Reading includes signing a URL. All other calls change something. */
    private static void rights(ServerHttpSecurity.AuthorizeExchangeSpec exchanges) {
        exchanges
                .pathMatchers("/api/admin/**")
                .hasRole(Role.ADMIN.name())
                .pathMatchers(HttpMethod.GET, "/**")
                .hasRole(Role.READ.name())
                .pathMatchers(HttpMethod.HEAD, "/**")
                .hasRole(Role.READ.name())
                .pathMatchers(HttpMethod.POST, "/api/clips/*/sign", "/api/sequences/*/sign")
                .hasRole(Role.READ.name())
                .anyExchange()
                .hasRole(Role.EDIT.name());
    }

    private static ReactiveAuthenticationManager authentication(
            ApiKeyDigest configured, ApiKeyService keys, UnknownKeys unknownKeys) {
        return attempt -> Mono.just(attempt)
                .mapNotNull(Authentication::getCredentials)
                .ofType(String.class)
                .flatMap(secret -> configured.matches(ApiKeyDigest.ofKey(secret))
                        ? Mono.just(Caller.CONFIGURED)
                        : unknownKeys.guard(attempt.getName(), secret, keys.recognise(secret)))
                .<Authentication>map(caller -> UsernamePasswordAuthenticationToken.authenticated(
                        caller, "", caller.role().authorities()))
                .switchIfEmpty(Mono.error(AccessConfiguration::unauthenticated));
    }

    private static FailureException forbidden() {
        return new FailureException(Failure.FORBIDDEN, "The role of this API key does not permit this call.");
    }

    private static FailureException unauthenticated() {
        return new FailureException(
                Failure.UNAUTHENTICATED,
                "The API key is missing or invalid. Send it as 'Authorization: Bearer <key>'.");
    }
}

package dev.cliprange.brokenhouse.clip;

import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.server.ServerWebExchange;

interface AnswersRequests {
    ResponseEntity<Void> answer(ServerWebExchange exchange, HttpHeaders headers);
}

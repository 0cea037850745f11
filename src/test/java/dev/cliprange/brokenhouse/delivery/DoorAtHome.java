package dev.cliprange.brokenhouse.delivery;

import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.server.ServerWebExchange;

interface DoorAtHome {
    ResponseEntity<Void> answer(ServerWebExchange exchange, HttpHeaders headers);
}

package dev.cliprange.brokenhouse.web;

import org.springframework.http.HttpRange;

record WebAtHome(HttpRange range) {}

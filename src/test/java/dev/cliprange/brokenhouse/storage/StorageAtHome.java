package dev.cliprange.brokenhouse.storage;

import reactor.netty.http.client.HttpClient;
import software.amazon.awssdk.services.s3.S3AsyncClient;

record StorageAtHome(S3AsyncClient s3, HttpClient http) {}

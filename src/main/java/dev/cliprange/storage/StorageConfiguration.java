package dev.cliprange.storage;

import dev.cliprange.storage.client.StorageProperties;
import dev.cliprange.storage.lease.FfmpegInputUrls;
import dev.cliprange.storage.location.SourcesProperties;
import dev.cliprange.storage.read.CdnWarmer;
import dev.cliprange.storage.read.SourceStore;
import dev.cliprange.storage.upload.UploadStore;
import dev.cliprange.storage.work.WorkStore;
import dev.cliprange.trace.Spans;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;

/** The beans of the storage packages. */
@Configuration(proxyBeanMethods = false)
class StorageConfiguration {

    @Bean
    Storage storage(
            StorageProperties storage,
            SourcesProperties sources,
            ReactorResourceFactory resources,
            MeterRegistry meters,
            Spans spans) {
        return new Storage(storage, sources, resources.getLoopResources(), meters, spans);
    }

    @Bean
    SourceStore sourceStore(Storage storage) {
        return storage.sources();
    }

    @Bean
    FfmpegInputUrls sourceAddresses(Storage storage) {
        return storage.ffmpegInputs();
    }

    @Bean
    WorkStore workStore(Storage storage) {
        return storage.work();
    }

    @Bean
    UploadStore uploadStore(Storage storage) {
        return storage.uploads();
    }

    @Bean
    StorageCheck storageCheck(Storage storage) {
        return storage.check();
    }

    @Bean
    CdnWarmer cdnWarmer(Storage storage) {
        return storage.reads();
    }
}

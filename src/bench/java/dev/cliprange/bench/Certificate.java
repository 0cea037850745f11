package dev.cliprange.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/**
 * A self-signed certificate for 127.0.0.1, created for one run.
 *
 * @param pem the certificate
 * @param key its private key, PKCS #8
 * @param trustStore for {@code -Djavax.net.ssl.trustStore}: the JVM trusts this certificate only
 */
record Certificate(Path pem, Path key, Path trustStore) {

    static final String PASSWORD = "benchmark";
    private static final String NAME = "storage";

    static Certificate make(Path folder) throws IOException, InterruptedException, GeneralSecurityException {
        Path keys = folder.resolve("keys.p12");
        Path trusted = folder.resolve("trusted.p12");
        Files.deleteIfExists(keys);
        Files.deleteIfExists(trusted);
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        NAME,
                        "-keyalg",
                        "RSA",
                        "-keysize",
                        "2048",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=ip:127.0.0.1,dns:localhost",
                        "-validity",
                        "30",
                        "-keystore",
                        keys.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .start();
        String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IOException("keytool: " + output);
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            store.load(in, PASSWORD.toCharArray());
        }
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        trust.setCertificateEntry(NAME, store.getCertificate(NAME));
        try (var out = Files.newOutputStream(trusted)) {
            trust.store(out, PASSWORD.toCharArray());
        }
        return new Certificate(
                pem(
                        folder.resolve("storage.crt"),
                        "CERTIFICATE",
                        store.getCertificate(NAME).getEncoded()),
                pem(
                        folder.resolve("storage.key"),
                        "PRIVATE KEY",
                        store.getKey(NAME, PASSWORD.toCharArray()).getEncoded()),
                trusted);
    }

    private static Path pem(Path file, String kind, byte[] der) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return Files.writeString(file, "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n")
                .toAbsolutePath();
    }
}

package dev.cliprange;

import dev.cliprange.failure.MissingSettingException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Reports which setting is missing, without a stack trace. */
class MissingSettingFailureAnalyzer extends AbstractFailureAnalyzer<MissingSettingException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, MissingSettingException cause) {
        return new FailureAnalysis(
                cause.getMessage() + ".",
                "Set it, for example by the environment variable " + cause.environmentName() + ".",
                cause);
    }
}

package dev.cliprange.precise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cliprange.failure.FailureException;
import dev.cliprange.precise.PreciseLayouts.PreciseLayout;
import dev.cliprange.slice.EmptyLayout;
import dev.cliprange.slice.TaggedLayout;
import dev.cliprange.slice.precise.EdgesOfNothing;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class LayoutsInUseTest {

    private final PreciseProperties properties = new Binder(new MapConfigurationPropertySource(Map.of()))
            .bindOrCreate("cliprange.precise", PreciseProperties.class);
    private final LayoutsInUse inUse = new LayoutsInUse(properties);
    private final int most = (int) Math.min(Integer.MAX_VALUE, properties.inUseBytes());

    private static PreciseLayout layout(String tag, int encodedBytes) {
        return new PreciseLayout(
                new TaggedLayout(EmptyLayout.of(8), tag), 1, encodedBytes, false, EdgesOfNothing.create(), "edges");
    }

    @Test
    void enter_sameVersionTwice_sharesOneLayoutUntilBothAreClosed() {
        PreciseLayout first = layout("a", most);
        LayoutsInUse.Lease one = inUse.lease();
        LayoutsInUse.Lease other = inUse.lease();

        assertThat(one.enter(first)).isSameAs(first);
        assertThat(other.enter(layout("a", most))).isSameAs(first);

        assertThat(inUse.usedBytes()).isEqualTo(most);
        one.close();
        one.close();
        assertThat(inUse.usedBytes()).isEqualTo(most);
        other.close();
        assertThat(inUse.usedBytes()).isZero();
    }

    @Test
    void enter_moreThanTheBound_isTooBusyAndTakesNothing() {
        LayoutsInUse.Lease one = inUse.lease();
        one.enter(layout("a", most / 2 + 1));
        LayoutsInUse.Lease other = inUse.lease();

        assertThatThrownBy(() -> other.enter(layout("b", most / 2 + 1))).isInstanceOf(FailureException.class);

        other.close();
        assertThat(inUse.usedBytes()).isEqualTo(most / 2 + 1);
        one.close();
        assertThat(inUse.usedBytes()).isZero();
    }

    @Test
    void enter_afterTheResponseEnded_takesNothing() {
        LayoutsInUse.Lease late = inUse.lease();
        late.close();

        late.enter(layout("a", 1));

        assertThat(inUse.usedBytes()).isZero();
    }
}

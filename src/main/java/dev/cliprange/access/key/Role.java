package dev.cliprange.access.key;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/** The rights of an API key. Each role includes those before it. */
public enum Role {
    /** Read everything except keys and processes, and sign playback URLs. */
    READ,
    /** Change sources and clips. */
    EDIT,
    /** Manage keys, and see processes. */
    ADMIN;

    /** Returns the role with this name in the HTTP contract; empty if there is none. */
    public static Optional<Role> of(String lowerCase) {
        return Arrays.stream(values())
                .filter(role -> role.lowerCase().equals(lowerCase))
                .findFirst();
    }

    /** The name in the HTTP contract. */
    @JsonValue
    public String lowerCase() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The authorities for Spring Security: this role and those before it. */
    public List<GrantedAuthority> authorities() {
        return Arrays.stream(values())
                .filter(role -> role.compareTo(this) <= 0)
                .<GrantedAuthority>map(role -> new SimpleGrantedAuthority("ROLE_" + role.name()))
                .toList();
    }
}

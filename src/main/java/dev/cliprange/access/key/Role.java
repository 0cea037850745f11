package dev.cliprange.access.key;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/** What a key may do; each may what those before it may. */
public enum Role {
    /** Look at everything but keys and processes, and hand out playback addresses. */
    READ,
    /** Change sources and clips. */
    EDIT,
    /** Keys, and what an operator looks at. */
    ADMIN;

    static Optional<Role> of(String lowerCase) {
        return Arrays.stream(values())
                .filter(role -> role.lowerCase().equals(lowerCase))
                .findFirst();
    }

    /** The name in the HTTP contract. */
    public String lowerCase() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What Spring Security asks for: this role and those before it. */
    public List<GrantedAuthority> authorities() {
        return Arrays.stream(values())
                .filter(role -> role.compareTo(this) <= 0)
                .<GrantedAuthority>map(role -> new SimpleGrantedAuthority("ROLE_" + role.name()))
                .toList();
    }
}

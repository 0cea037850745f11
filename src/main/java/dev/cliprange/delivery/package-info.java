/**
 * The door players come through: a clip's stream under its versioned address.
 *
 * <p>The version in the address is compared on every request, so an old address never gives new bytes, and whatever is
 * answered under the current one may be kept for ever.
 *
 * <p>Two engines stand behind {@link dev.cliprange.delivery.ClipEngine}. Each checks all it can before its first byte,
 * while a failure still has a status; from then on a failure ends the connection.
 */
@NullMarked
package dev.cliprange.delivery;

import org.jspecify.annotations.NullMarked;

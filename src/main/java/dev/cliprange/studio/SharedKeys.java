package dev.cliprange.studio;

/**
 * If there is a bean of this type, the page accepts an API key in the fragment of its URL. Only the try-it setup has one:
 * elsewhere, a link could sign a visitor in with the key of another person.
 */
public final class SharedKeys {}

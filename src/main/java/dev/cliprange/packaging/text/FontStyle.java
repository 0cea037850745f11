package dev.cliprange.packaging.text;

/** The styles that WebVTT has tags for. */
record FontStyle(boolean bold, boolean italic, boolean underline) {

    static final FontStyle PLAIN = new FontStyle(false, false, false);

    String start() {
        return (bold ? "<b>" : "") + (italic ? "<i>" : "") + (underline ? "<u>" : "");
    }

    String end() {
        return (underline ? "</u>" : "") + (italic ? "</i>" : "") + (bold ? "</b>" : "");
    }

    /** Returns escaped text in the tags of the style; white space alone needs none. */
    String wrap(String escaped) {
        return escaped.isBlank() ? escaped : start() + escaped + end();
    }
}

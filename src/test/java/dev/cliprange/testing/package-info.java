/** The real parts the tests run on: FFmpeg, PostgreSQL, an S3 endpoint, and media made for the purpose. */
@NullMarked
package dev.cliprange.testing;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.cliprange.brokenhouse.web;

import org.jspecify.annotations.NullMarked;

package dev.cliprange.brokenhouse.timeline;

import dev.cliprange.brokenhouse.web.Problem;

record Upward(Problem problem) {}

package dev.cliprange.brokenhouse.packaging;

import dev.cliprange.brokenhouse.delivery.Door;

record Sideways(Door door) {}

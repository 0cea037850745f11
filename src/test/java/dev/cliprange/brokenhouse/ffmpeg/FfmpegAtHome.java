package dev.cliprange.brokenhouse.ffmpeg;

import dev.cliprange.brokenhouse.timeline.TimeAtHome;

record FfmpegAtHome(ProcessBuilder builder, TimeAtHome time) {}

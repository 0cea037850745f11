package dev.cliprange.brokenhouse.timeline;

import java.math.BigInteger;
import java.util.List;

public record TimeAtHome(long[] ticks, List<BigInteger> numbers) {}

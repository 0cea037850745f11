package dev.cliprange.storage.location;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * Distinguishes the IP addresses of the public internet from all others. IANA special-purpose registries (RFC 6890).
 */
final class PublicIp {

    private PublicIp() {}

    static boolean isPublic(InetAddress ip) {
        if (ip.isAnyLocalAddress()
                || ip.isLoopbackAddress()
                || ip.isLinkLocalAddress()
                || ip.isSiteLocalAddress()
                || ip.isMulticastAddress()) {
            return false;
        }
        return switch (ip) {
            case Inet4Address four -> isPublic4(four.getAddress());
            case Inet6Address six -> isPublic6(six.getAddress());
            default -> false;
        };
    }

    private static boolean isPublic4(byte[] ip) {
        int first = ip[0] & 0xFF;
        int second = ip[1] & 0xFF;
        int third = ip[2] & 0xFF;
        boolean thisNetwork = first == 0;
        boolean sharedByCarriers = first == 100 && (second & 0xC0) == 64;
        boolean protocolAssignments = first == 192 && second == 0 && third == 0;
        boolean documentation = (first == 192 && second == 0 && third == 2)
                || (first == 198 && second == 51 && third == 100)
                || (first == 203 && second == 0 && third == 113);
        boolean relayAnycast = first == 192 && second == 88 && third == 99;
        boolean benchmarking = first == 198 && (second & 0xFE) == 18;
        boolean reservedOrBroadcast = first >= 240;
        return !(thisNetwork
                || sharedByCarriers
                || protocolAssignments
                || documentation
                || relayAnycast
                || benchmarking
                || reservedOrBroadcast);
    }

    private static boolean isPublic6(byte[] ip) {
        // Forms that carry an IPv4 literal lead where that one leads: mapped, compatible, NAT64, 6to4.
        if (startsWith(ip, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF)
                || startsWith(ip, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
                || startsWith(ip, 0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0)) {
            return isPublic(inner(ip, 12));
        }
        if (startsWith(ip, 0x20, 0x02)) {
            return isPublic(inner(ip, 2));
        }
        boolean globalUnicast = (ip[0] & 0xE0) == 0x20;
        boolean teredoAndOtherProtocols = startsWith(ip, 0x20, 0x01) && (ip[2] & 0xFE) == 0;
        boolean documentation =
                startsWith(ip, 0x20, 0x01, 0x0D, 0xB8) || (startsWith(ip, 0x3F, 0xFF) && (ip[2] & 0xF0) == 0);
        return globalUnicast && !teredoAndOtherProtocols && !documentation;
    }

    private static InetAddress inner(byte[] ip, int at) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(ip, at, at + 4));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an IP address", e);
        }
    }

    private static boolean startsWith(byte[] ip, int... bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if ((ip[i] & 0xFF) != bytes[i]) {
                return false;
            }
        }
        return true;
    }
}

package dev.cliprange.storage.location;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** Tells addresses of the public internet from all others. IANA special-purpose registries (RFC 6890). */
final class PublicIp {

    private PublicIp() {}

    static boolean isPublic(InetAddress address) {
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        return switch (address) {
            case Inet4Address four -> isPublic4(four.getAddress());
            case Inet6Address six -> isPublic6(six.getAddress());
            default -> false;
        };
    }

    private static boolean isPublic4(byte[] address) {
        int first = address[0] & 0xFF;
        int second = address[1] & 0xFF;
        int third = address[2] & 0xFF;
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

    private static boolean isPublic6(byte[] address) {
        // Forms that carry an IPv4 address lead where that one leads: mapped, compatible, NAT64, 6to4.
        if (startsWith(address, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF)
                || startsWith(address, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
                || startsWith(address, 0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0)) {
            return isPublic(inner(address, 12));
        }
        if (startsWith(address, 0x20, 0x02)) {
            return isPublic(inner(address, 2));
        }
        boolean globalUnicast = (address[0] & 0xE0) == 0x20;
        boolean teredoAndOtherProtocols = startsWith(address, 0x20, 0x01) && (address[2] & 0xFE) == 0;
        boolean documentation = startsWith(address, 0x20, 0x01, 0x0D, 0xB8)
                || (startsWith(address, 0x3F, 0xFF) && (address[2] & 0xF0) == 0);
        return globalUnicast && !teredoAndOtherProtocols && !documentation;
    }

    private static InetAddress inner(byte[] address, int at) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(address, at, at + 4));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    private static boolean startsWith(byte[] address, int... bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if ((address[i] & 0xFF) != bytes[i]) {
                return false;
            }
        }
        return true;
    }
}

internal import COutboard
package import OutboardSystem
package import SystemPackage

/// What the host keeps to wake, and be woken on, one lane.
package final class LaneBells: Sendable {
    /// Wakes the plugin's end.
    ///
    /// Only the host holds it: a plugin that held it could fill it and block the host.
    package let toPlugin: Bell
    /// Wakes the host's end.
    ///
    /// The host only waits on it, edge-triggered, and never reads or writes it.
    package let toHost: Bell
    /// Where a caller parks: the bell, the death of the process and the end of the control socket.
    package let waits: Epoll

    /// Token of the bell in `waits`.
    package static let bellToken = UInt64(OUTBOARD_EVENT_BELL)
    /// Token of the process and the control socket in `waits`.
    package static let endToken = UInt64(OUTBOARD_EVENT_HOST_GONE)

    /// Creates the bells of a lane.
    package init() throws(Errno) {
        self.toPlugin = try Bell()
        self.toHost = try Bell()
        self.waits = try Epoll()
        try waits.add(toHost.raw, [.input, .edge], token: Self.bellToken)
    }

    /// Creates the epoll instance on which the plugin's end of the lane waits: the bell, and the death of the host.
    ///
    /// Registered here and not by the plugin, because the plugin never holds the bell. The registration of the plugin's
    /// end of the control socket outlives the host's descriptor of it, so that a killed host wakes the plugin.
    package func pluginWaits(control: Int32?) throws(Errno) -> Epoll {
        let epoll = try Epoll()
        // The tokens are visible to the plugin: constants, no addresses.
        try epoll.add(toPlugin.raw, [.input, .edge], token: Self.bellToken)
        if let control { try epoll.add(control, [.hangUp, .edge], token: Self.endToken) }
        return epoll
    }
}

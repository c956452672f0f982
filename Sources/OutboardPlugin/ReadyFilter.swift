internal import COutboard
internal import COutboardLinux
internal import Glibc
internal import OutboardCore
internal import OutboardSystem
internal import SystemPackage

/// The system calls that are left to this process when it is ready, as its host wishes.
///
/// A filter of its own on top of the one that it was started with: no defence against a plugin that is malicious, which
/// would not install it, but one for a plugin with a hole that somebody uses.
struct ReadyFilter {
    private var instructions: [UInt64]
    /// The first descriptor that is not the host's.
    private let firstOwnDescriptor: Int32

    /// Reads the host's message; nothing if it is none.
    init?(_ message: ControlMessage?, lanes: Int) {
        guard let message, message.kind == .filter, message.payload.count % 8 == 0, !message.payload.isEmpty else {
            return nil
        }
        firstOwnDescriptor = Int32(OUTBOARD_FD_LANES) + 2 * Int32(lanes)
        instructions = [UInt64](repeating: 0, count: message.payload.count / 8)
        unsafe instructions.withUnsafeMutableBytes { unsafe $0.copyBytes(from: message.payload) }
    }

    /// Installs it in all threads, for ever.
    ///
    /// - Throws: `HandshakeError` if the kernel refuses.
    func install() throws(HandshakeError) {
        prepare()
        var instructions = instructions
        let status = unsafe outboard_tighten(&instructions, Int32(clamping: instructions.count))
        guard status == 0 else {
            throw HandshakeError("giving up system calls failed: \(Errno(rawValue: -status))")
        }
    }

    /// Has done what is done once, with calls that will be gone.
    ///
    /// Swift's pool of threads makes its epoll instance when a task first sleeps, and ends the process if it cannot.
    private func prepare() {
        _ = SpinGate.processors
        // Reads the time zone, which the C library then keeps; later it would take Greenwich's without a word.
        tzset()
        // A sleep that is over before it begins makes none.
        for microseconds in [300, 1_000, 4_000, 16_000] {
            let isAwake = OneShot<Void>()
            Task.detached {
                try? await Task.sleep(for: .microseconds(microseconds))
                isAwake.fulfil(())
            }
            _ = isAwake.wait()
            if outboard_has_epoll(firstOwnDescriptor) != 0 { return }
        }
    }
}

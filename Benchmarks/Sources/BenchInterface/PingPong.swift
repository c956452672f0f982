internal import Synchronization

/// The floor: one cache line to the other process and one back, and nothing else.
///
/// Each side owns one 64-byte line. It writes seven words, then the eighth with release order, and polls the other's
/// eighth word; it does not even read the other seven, so that nothing could take less. Both sides keep a half;
/// ``lead(_:)`` and ``serve(_:)`` must be asked for the same number of rounds.
@safe
public struct PingPong {
    private let mine: UnsafeMutableRawPointer
    private let theirs: UnsafeRawPointer
    private let patience: Patience
    /// Rounds so far, and the value of the eighth word.
    private var round: UInt64 = 0

    /// The half of the host or that of the plugin.
    public init(_ area: SharedArea, isHost: Bool, patience: Patience) {
        let host = unsafe area.base + SharedArea.Offset.hostLine
        let plugin = unsafe area.base + SharedArea.Offset.pluginLine
        unsafe self.mine = isHost ? host : plugin
        unsafe self.theirs = UnsafeRawPointer(isHost ? plugin : host)
        self.patience = patience
    }

    /// The host's half: sends first.
    ///
    /// - Returns: False if the other side does not answer.
    public mutating func lead(_ rounds: Int) -> Bool {
        var state = self
        defer { self = state }
        for _ in 0..<rounds {
            guard state.leadOnce() else { return false }
        }
        return true
    }

    /// The host's half, with the time of each round.
    ///
    /// - Returns: False if the other side does not answer.
    public mutating func lead(timing rounds: UnsafeMutableBufferPointer<UInt64>) -> Bool {
        var state = self
        defer { self = state }
        for index in rounds.indices {
            let began = MonotonicTime.read()
            guard state.leadOnce() else { return false }
            unsafe rounds[index] = MonotonicTime.read() &- began
        }
        return true
    }

    /// The plugin's half: answers.
    ///
    /// - Returns: False if the other side does not send.
    public mutating func serve(_ rounds: Int) -> Bool {
        var state = self
        defer { self = state }
        for _ in 0..<rounds {
            state.round &+= 1
            guard state.receive() else { return false }
            state.send()
        }
        return true
    }

    @inline(__always)
    private mutating func leadOnce() -> Bool {
        round &+= 1
        send()
        return receive()
    }

    @inline(__always)
    private func send() {
        // Atomics, because a vector of the number would have to be made first, between receiving and sending.
        let words = unsafe mine.assumingMemoryBound(to: Atomic<UInt64>.self)
        for index in 0..<7 {
            unsafe words[index].store(round, ordering: .relaxed)
        }
        // Release: pairs with the acquire in `receive`.
        unsafe words[7].store(round, ordering: .releasing)
    }

    @inline(__always)
    private func receive() -> Bool {
        let stamp = unsafe (theirs + 56).assumingMemoryBound(to: Atomic<UInt64>.self)
        let round = self.round
        // Acquire: pairs with the release in `send`.
        var wait = patience.begin()
        while unsafe stamp.pointee.load(ordering: .acquiring) != round {
            guard patience.mayGoOn(&wait) else { return false }
        }
        return true
    }
}

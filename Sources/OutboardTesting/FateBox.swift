internal import OutboardCore
internal import OutboardSystem

/// Closes a channel that does not exist yet when the closure is made that will close it.
final class FateBox: Sendable {
    let channel = Locked<WeakChannel?>(nil)

    func close(_ fate: CallFate) {
        channel.withLock { $0?.channel }?.close(fate)
    }
}

/// A channel that its own parts refer to.
struct WeakChannel: Sendable {
    weak let channel: CallChannel?

    init(_ channel: CallChannel) {
        self.channel = channel
    }
}

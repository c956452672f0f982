internal import OutboardSystem
internal import Synchronization

/// What the callers of a channel wait for, so that a report about the plugin's end can tell.
///
/// In the host's private memory. A caller notes its call when it has polled in vain: two stores that nobody else's line
/// is touched by. Any thread may read.
@safe
final class CallNotes: @unchecked Sendable {
    private let count: Int
    /// One word for each lane, 64 bytes apart: the upper 48 bits of the moment, the ordinal below them, 0 for no call.
    private let words: UnsafeMutableRawPointer
    /// The interfaces that are called, by the ordinals of their first methods.
    private let interfaces = Locked<[UInt16: InterfaceDescriptor]>([:])

    init(lanes: Int) {
        self.count = lanes
        unsafe self.words = .allocate(byteCount: lanes * 64, alignment: 64)
        for lane in 0..<lanes {
            unsafe (words + lane * 64).bindMemory(to: Atomic<UInt64>.self, capacity: 1).initialize(to: Atomic(0))
        }
    }

    deinit {
        unsafe words.deallocate()
    }

    /// Notes which interface methods belong to.
    func adopt(_ interface: InterfaceDescriptor, _ place: InterfacePlace) {
        interfaces.withLock { $0[place.firstOrdinal] = interface }
    }

    /// Forgets the interfaces of an instance that has ended.
    func forget(ordinals: Range<Int>) {
        interfaces.withLock { interfaces in
            interfaces = interfaces.filter { !ordinals.contains(Int($0.key)) }
        }
    }

    /// The word of a lane.
    private func word(_ lane: Int) -> UnsafePointer<Atomic<UInt64>> {
        unsafe UnsafePointer((words + lane &* 64).assumingMemoryBound(to: Atomic<UInt64>.self))
    }

    /// Notes that the holder of a lane waits for an answer.
    func begin(lane: UInt32, ordinal: UInt16, at now: UInt64) {
        unsafe word(Int(lane)).pointee.store(now & ~0xffff | UInt64(ordinal), ordering: .relaxed)
    }

    /// Notes that it does no longer.
    func end(lane: UInt32) {
        unsafe word(Int(lane)).pointee.store(0, ordering: .relaxed)
    }

    /// The calls that are waited for.
    func calls(now: UInt64) -> [(ordinal: UInt16, age: UInt64)] {
        (0..<count).compactMap { lane in
            let word = unsafe word(lane).pointee.load(ordering: .relaxed)
            let began = word & ~0xffff
            return word == 0 ? nil : (UInt16(truncatingIfNeeded: word), now > began ? now - began : 0)
        }
    }

    /// The name of the method with an ordinal; nil for one that none of the interfaces has.
    func name(_ ordinal: UInt16) -> String? {
        let found = interfaces.withLock { interfaces in
            interfaces.filter { $0.key <= ordinal }.max { $0.key < $1.key }
        }
        guard let (first, interface) = found, Int(ordinal - first) < interface.methods.count else { return nil }
        return interface.methodName(ordinal - first)
    }
}

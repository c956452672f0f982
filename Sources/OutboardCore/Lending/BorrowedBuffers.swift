internal import OutboardSystem

/// The buffers that a plugin was lent, by their numbers.
///
/// Each lane has a table and a lock of its own, so that workers never wait for each other: only for the thread that reads the
/// control socket, while it adds or removes one.
package final class BorrowedBuffers: Sendable {
    private let lanes: [Locked<[UInt32: SharedMemory]>]

    init(lanes: Int) {
        self.lanes = (0..<lanes).map { _ in Locked([:]) }
    }

    /// Adds a buffer, to which calls can refer from then on.
    package func add(_ memory: SharedMemory, number: UInt32) {
        for lane in lanes { lane.withLock { $0[number] = memory } }
    }

    /// Removes a buffer, to which no call can refer from then on.
    ///
    /// Those that have it go on with it.
    package func remove(number: UInt32) {
        for lane in lanes { _ = lane.withLock { $0.removeValue(forKey: number) } }
    }

    /// Finds a buffer, on the worker of a lane.
    func find(_ number: UInt32, lane: Int) -> SharedMemory? {
        lanes[lane].withLock { $0[number] }
    }
}

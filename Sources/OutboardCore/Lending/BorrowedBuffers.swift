internal import OutboardSystem

/// The buffers that a plugin was lent, by their numbers.
///
/// Each lane has a table and a lock of its own, so that workers never wait for each other: only for the thread that reads the
/// control socket, while it adds or removes one.
package final class BorrowedBuffers: Sendable {
    /// What one lane knows; under its lock.
    private final class Table: @unchecked Sendable {
        // Not around the state: a closure that reaches it by a generic function takes longer than all else here.
        let guarding = Locked<Void>(())
        var all: [UInt32: SharedMemory] = [:]
        /// The one that was found last: most calls refer to the same one as the call before, and hashing takes long as well.
        var latest: SharedMemory?
        /// Its number; 0 for none, which no buffer has.
        var latestNumber: UInt32 = 0
    }

    private let lanes: [Table]

    init(lanes: Int) {
        self.lanes = (0..<lanes).map { _ in Table() }
    }

    /// Adds a buffer, to which calls can refer from then on.
    package func add(_ memory: SharedMemory, number: UInt32) { set(memory, number: number) }

    /// Removes a buffer, to which no call can refer from then on.
    ///
    /// Those that have it go on with it.
    package func remove(number: UInt32) { set(nil, number: number) }

    private func set(_ memory: SharedMemory?, number: UInt32) {
        for table in lanes {
            table.guarding.lock()
            defer { table.guarding.unlock() }
            table.all[number] = memory
            if table.latestNumber == number {
                table.latest = nil
                table.latestNumber = 0
            }
        }
    }

    /// Finds a buffer, on the worker of a lane.
    func find(_ number: UInt32, lane: Int) -> SharedMemory? {
        let table = lanes[lane]
        table.guarding.lock()
        defer { table.guarding.unlock() }
        if table.latestNumber == number { return table.latest }
        guard let found = table.all[number] else { return nil }
        table.latest = found
        table.latestNumber = number
        return found
    }
}

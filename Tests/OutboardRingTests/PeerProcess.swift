import Glibc
import OutboardRing
import OutboardSystem

/// A process of the program `RingPeer`, and the two segments that it shares with this one.
final class PeerProcess {
    let geometry: Geometry
    let host: Mapping
    let plugin: Mapping
    let pid: pid_t

    struct SpawnFailure: Error {
        var number: Int32
    }

    /// Starts the program over two fresh segments whose rings look as if `position` records had gone through them.
    init(_ mode: String, slots: Int, blockBytes: Int, count: Int, position: UInt32 = 0) throws {
        guard let geometry = Geometry(lanes: 1, slots: slots, blockBytes: blockBytes, bulkBytes: 0) else {
            throw SpawnFailure(number: EINVAL)
        }
        let hostFile = try Memfd(name: "outboard-test-h", byteCount: geometry.segmentBytes)
        let pluginFile = try Memfd(name: "outboard-test-p", byteCount: geometry.segmentBytes)
        host = try Mapping(hostFile.raw, byteCount: geometry.segmentBytes, writable: true)
        plugin = try Mapping(pluginFile.raw, byteCount: geometry.segmentBytes, writable: true)
        self.geometry = geometry
        for segment in [host.base, plugin.base] {
            let lane = LaneMemory(segment: segment, geometry: geometry, lane: 0)
            lane.control.taken = position
            for step in 0..<UInt32(slots) where position != 0 {
                let next = position &+ step
                lane.records.storeBytes(
                    of: next &- UInt32(slots) &+ 1, toByteOffset: Int(next & UInt32(slots - 1)) * Record.stride,
                    as: UInt32.self)
            }
        }
        let arguments = [mode, "1", "\(slots)", "\(blockBytes)", "\(count)", "\(position)"]
        pid = try Self.spawn(arguments, descriptors: [hostFile.raw, pluginFile.raw])
    }

    /// Starts the program with descriptors 3 and 4.
    private static func spawn(_ arguments: [String], descriptors: [Int32]) throws -> pid_t {
        // First out of the way, so that neither is overwritten by the other.
        let moved = descriptors.map { fcntl($0, F_DUPFD_CLOEXEC, 64) }
        defer { for descriptor in moved { close(descriptor) } }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (place, descriptor) in moved.enumerated() {
            posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(3 + place))
        }
        let path = folder + "/RingPeer"
        var texts = ([path] + arguments).map { strdup($0) } + [nil]
        defer { for text in texts { free(text) } }
        var pid: pid_t = 0
        let result = posix_spawn(&pid, path, &actions, nil, &texts, environ)
        guard result == 0 else { throw SpawnFailure(number: result) }
        return pid
    }

    /// Where the built programs are: beside the test program.
    private static let folder: String = {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, 4095)
        let program = String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return program.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 }
    }()

    /// Waits for the end and returns the raw status of wait(2): 0 for exit(0).
    func wait() -> Int32 {
        var status: Int32 = -1
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        return status
    }

    /// The end, if it has come.
    func poll() -> Int32? {
        var status: Int32 = -1
        return waitpid(pid, &status, WNOHANG) == pid ? status : nil
    }

    /// Ends it.
    func kill() {
        _ = Glibc.kill(pid, SIGKILL)
    }
}

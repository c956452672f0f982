import Glibc
import HeapUse

/// What this process holds of the kernel's and of its own heap.
public struct HeldResources: Sendable, CustomStringConvertible {
    /// Open descriptors.
    public var descriptors = 0
    /// Threads.
    public var threads = 0
    /// Mappings of segments and attachments.
    public var mappings = 0
    /// Child processes.
    public var children = 0
    /// Bytes of the heap that are in use.
    public var heapBytes = 0
    /// Bytes of memory that are resident.
    public var residentBytes = 0

    /// Looks.
    static var now: HeldResources {
        var found = HeldResources()
        found.descriptors = entries("/proc/self/fd").count
        let threads = entries("/proc/self/task")
        found.threads = threads.count
        found.mappings = text("/proc/self/maps").split(separator: "\n").count { $0.contains("/memfd:outboard") }
        for thread in threads {
            found.children += text("/proc/self/task/\(thread)/children").split(separator: " ").count
        }
        found.heapBytes = heap_bytes_in_use()
        let pages = text("/proc/self/statm").split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        found.residentBytes = pages * sysconf(Int32(_SC_PAGESIZE))
        return found
    }

    /// What has grown beyond what chance explains.
    func faults(since before: HeldResources) -> [String] {
        var faults: [String] = []
        func check(_ name: String, _ now: Int, _ then: Int, _ room: Int) {
            if now > then + room { faults.append("\(name) grew from \(then) to \(now)") }
        }
        check("descriptors", descriptors, before.descriptors, 0)
        // The runtime's pool may have added some.
        check("threads", threads, before.threads, 2)
        check("mappings", mappings, before.mappings, 0)
        check("child processes", children, before.children, 0)
        // A leak of 1 KB each time would be 10 MB after 10,000 kills; the rest is the allocator's.
        check("bytes of heap", heapBytes, before.heapBytes, 4 << 20)
        check("resident bytes", residentBytes, before.residentBytes, 32 << 20)
        return faults
    }

    /// All in one line.
    public var description: String {
        "\(descriptors) descriptors, \(threads) threads, \(mappings) mappings, \(children) children, "
            + "\(heapBytes >> 10) KiB of heap, \(residentBytes >> 10) KiB resident"
    }

    private static func entries(_ path: String) -> [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    private static func text(_ path: String) -> String {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return "" }
        defer { close(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while case let count = read(file, &buffer, buffer.count), count > 0 { bytes += buffer.prefix(count) }
        return String(decoding: bytes, as: UTF8.self)
    }
}

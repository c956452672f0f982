import Glibc
import Outboard
import ProbeInterface

/// Where the fixtures are: beside the test program.
enum Probes {
    /// The folder of the built programs.
    static let folder: String = {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, 4095)
        let program = String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return program.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 }
    }()

    /// The probe plugin.
    static var path: String { folder + "/ProbePlugin" }
}

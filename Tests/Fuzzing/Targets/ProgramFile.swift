import Glibc

@testable import OutboardSystem

/// Looks into a file that could not be executed.
enum ProgramFile {
    static func run(_ input: inout FuzzInput) -> Int {
        let bytes = input.rest()
        guard let memory = try? Memfd(name: "outboard-fuzz", byteCount: bytes.count) else { return 0 }
        guard pwrite(memory.raw, bytes, bytes.count, 0) == bytes.count else { return 0 }
        let file = OwnedDescriptor(adopting: dup(memory.raw))
        _ = ELFImage.diagnose(file, byteCount: bytes.count)
        return 1
    }
}

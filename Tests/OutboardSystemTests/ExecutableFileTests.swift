import Glibc
import OutboardSystem
import Testing

@Suite struct ExecutableFileTests {
    private let directory = TemporaryDirectory()

    @Test func `finds nothing wrong with programs`() {
        #expect(ExecutableFile.diagnose(path: Fixture.launch) == nil)
        #expect(ExecutableFile.diagnose(path: Fixture.launchHost) == nil)
        #expect(ExecutableFile.diagnose(path: directory.write("good", CraftedELF().bytes)) == nil)
    }

    @Test func `says what kind of thing it is`() {
        #expect(ExecutableFile.diagnose(path: directory.path + "/none") == "it does not exist")
        #expect(ExecutableFile.diagnose(path: directory.path) == "it is a directory")
        #expect(ExecutableFile.diagnose(path: "/dev/null") == "it is not a regular file")
        #expect(unsafe symlink("/nonexistent", directory.path + "/link") == 0)
        #expect(ExecutableFile.diagnose(path: directory.path + "/link") == "it is a symbolic link to nowhere")
        #expect(ExecutableFile.diagnose(path: "/etc/passwd/x") == "it cannot be opened: Not a directory")
        let plain = directory.write("plain", CraftedELF().bytes, mode: 0o644)
        #expect(ExecutableFile.diagnose(path: plain) == "it is not executable (its mode is 0644)")
        #expect(ExecutableFile.diagnose(path: directory.write("empty", "")) == "it is empty")
        #expect(ExecutableFile.diagnose(path: directory.write("text", "hello")) == "it is not an ELF file")
        let script = directory.write("script", "#! /usr/bin/env python3\nprint()\n")
        #expect(ExecutableFile.diagnose(path: script) == "it is a script (for /usr/bin/env), not an ELF file")
    }

    @Test func `knows programs of other systems`() {
        var windows = [UInt8](repeating: 0, count: 300)
        windows.replaceSubrange(0..<2, with: [0x4d, 0x5a])
        #expect(diagnose(windows) == "it is a program for Windows or DOS, not an ELF file")
        windows[60] = 0x80
        windows.replaceSubrange(0x80..<0x86, with: [0x50, 0x45, 0, 0, 0x64, 0x86])
        #expect(diagnose(windows) == "it is a program for Windows (PE, x86-64), not an ELF file")
        windows[60...63] = [0xff, 0xff, 0xff, 0xff]
        #expect(diagnose(windows) == "it is a program for Windows or DOS, not an ELF file")
        let macOS: [UInt8] = [0xcf, 0xfa, 0xed, 0xfe, 0x0c, 0, 0, 0x01] + [UInt8](repeating: 0, count: 60)
        #expect(diagnose(macOS) == "it is a program for macOS (Mach-O, aarch64), not an ELF file")
        #expect(diagnose(Array(macOS.prefix(6))) == "it is a program for macOS (Mach-O), not an ELF file")
        #expect(
            diagnose([0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 2])
                == "it is a program for macOS (Mach-O, for several machines), not an ELF file")
        // A Java class.
        #expect(diagnose([0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 61]) == "it is not an ELF file")
    }

    @Test func `tells machines apart`() {
        #if arch(x86_64)
        let own = "x86-64"
        let other: (UInt16, String) = (183, "aarch64")
        #else
        let own = "aarch64"
        let other: (UInt16, String) = (62, "x86-64")
        #endif
        #expect(diagnose { $0.machine = other.0 } == "it is built for \(other.1), this machine is \(own)")
        #expect(diagnose { $0.machine = 243 } == "it is built for riscv64, this machine is \(own)")
        #expect(diagnose { $0.machine = 9999 } == "it is built for machine number 9999, this machine is \(own)")
        #expect(diagnose { $0.wordClass = 1 } == "it is a 32-bit program")
        #expect(diagnose { $0.type = 1 } == "it is an object file, not a program")
        #expect(diagnose { $0.type = 4 } == "it is an object file, not a program")
    }

    @Test func `looks for the interpreter`() {
        #expect(
            diagnose { $0.interpreter = "/lib/ld-none.so.1" }
                == "its interpreter /lib/ld-none.so.1 does not exist on this machine")
        #expect(diagnose { $0.interpreter = nil } == nil)
        #expect(diagnose { $0.interpreter = "" } == "its ELF header is damaged")
    }

    @Test func `notices what is cut off`() {
        let whole = CraftedELF().bytes
        #expect(diagnose(Array(whole.prefix(20))) == "it is truncated (its header is not complete)")
        #expect(diagnose(Array(whole.prefix(100))) == "it is truncated (its program headers lie beyond the end)")
        #expect(
            diagnose(Array(whole.dropLast(1)))
                == "it is truncated (\(whole.count - 1) bytes of at least \(whole.count))")
    }

    @Test func `never traps on nonsense`() {
        let whole = CraftedELF().bytes
        for count in 0...whole.count {
            _ = diagnose(Array(whole.prefix(count)))
        }
        var generator = SystemRandomNumberGenerator()
        for position in 4..<min(whole.count, 64 + 2 * 56) {
            for value: UInt8 in [0, 1, 0x7f, 0x80, 0xff] {
                var bytes = whole
                bytes[position] = value
                _ = diagnose(bytes)
            }
            var bytes = whole
            for index in position..<min(position + 8, whole.count) {
                bytes[index] = .random(in: 0...255, using: &generator)
            }
            _ = diagnose(bytes)
            for index in position..<min(position + 8, whole.count) {
                bytes[index] = 0xff
            }
            _ = diagnose(bytes)
        }
    }

    @Test func `reads the loader's complaints`() {
        let cases = [
            "/x/plugin: error while loading shared libraries: libfoo.so.1: cannot open shared object file:"
                + " No such file or directory": "shared library libfoo.so.1 is missing",
            "/x/plugin: error while loading shared libraries: libfoo.so.1: file too short":
                "shared library libfoo.so.1: file too short",
            "/x/plugin: symbol lookup error: /x/plugin: undefined symbol: frob, version V1":
                "a shared library lacks the symbol frob, version V1",
            "/x/plugin: /lib/libc.so.6: version `GLIBC_2.99' not found (required by /x/plugin)":
                "it needs GLIBC_2.99, which this machine's libraries do not have",
        ]
        for (line, expected) in cases {
            #expect(ExecutableFile.diagnose(standardError: ["something", line]) == expected)
        }
        let harmless = [
            "", "error while loading shared libraries: ", "plain text", ": version `", "symbol lookup error: x",
        ]
        for line in harmless {
            #expect(ExecutableFile.diagnose(standardError: [line]) == nil)
        }
    }

    private func diagnose(_ change: (inout CraftedELF) -> Void) -> String? {
        var image = CraftedELF()
        change(&image)
        return diagnose(image.bytes)
    }

    private func diagnose(_ bytes: [UInt8]) -> String? {
        ExecutableFile.diagnose(path: directory.write("crafted", bytes))
    }
}

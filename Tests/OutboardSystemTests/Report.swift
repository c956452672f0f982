import OutboardSystem

/// What a launched process says about itself.
struct Report {
    private let lines: [(name: String, value: String)]

    init(_ text: String) {
        lines = text.split(separator: "\n").map { line in
            let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
            return (parts[0], parts.count > 1 ? parts[1] : "")
        }
    }

    /// Launches the fixture with a pipe as descriptor 1, besides `descriptors`, and reads its report.
    static func of(
        arguments: [String] = [],
        environment: [String] = [],
        descriptors: [(target: Int32, source: Int32)] = [],
        openFilesLimit: Int? = nil,
        workingDirectory: String? = nil
    ) throws -> Report {
        let pipe = try Pipe()
        let plan = LaunchPlan(
            executable: Fixture.launch,
            arguments: ["LaunchFixture", "report"] + arguments,
            environment: environment,
            descriptors: [(target: 1, source: pipe.writeEnd.raw)] + descriptors,
            openFilesLimit: openFilesLimit,
            workingDirectory: workingDirectory
        )
        let child = try Fixture.start(plan)
        let text = pipe.split { readEnd, writeEnd in
            closeNow(writeEnd)
            return OpenFile.text(of: readEnd.raw)
        }
        _ = child.status()
        return Report(text ?? "")
    }

    /// All values of a name.
    func values(_ name: String) -> [String] {
        lines.filter { $0.name == name }.map(\.value)
    }

    /// The only value of a name.
    func value(_ name: String) -> String? {
        let values = values(name)
        return values.count == 1 ? values[0] : nil
    }

    /// Inode by descriptor number.
    var descriptors: [Int32: UInt64] {
        var result: [Int32: UInt64] = [:]
        for value in values("descriptor") {
            let fields = value.split(separator: " ")
            if let number = Int32(fields[0]), let inode = UInt64(fields[1]) {
                result[number] = inode
            }
        }
        return result
    }

    private static func closeNow(_ descriptor: consuming OwnedDescriptor) {}
}

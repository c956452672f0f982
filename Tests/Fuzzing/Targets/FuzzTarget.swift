/// What is fuzzed: each reader of bytes that a plugin writes.
enum FuzzTarget: String, CaseIterable {
    /// The host's end of a lane, against a plugin that writes what it likes.
    case ring
    /// The decoding of values.
    case wire
    /// The messages of the control socket, and what they say of interfaces.
    case control
    /// The log ring and the records in it.
    case log
    /// What a plugin prints.
    case output
    /// A program file that does not run.
    case program
    /// What a program file says about itself, and the notes of the file in which it lies.
    case manifest
    /// A bug put there on purpose, which shows that bugs are found.
    case planted

    /// Runs one input.
    ///
    /// Whatever the bytes are, this returns; whatever must be true and is not ends the process.
    ///
    /// - Returns: How many steps of the protocol it was.
    func run(_ input: inout FuzzInput) -> Int {
        switch self {
        case .ring: RingMachine(&input).run(&input)
        case .wire: WireDecoding.run(&input)
        case .control: ControlMessages.run(&input)
        case .log: LogMachine(&input).run(&input)
        case .output: PrintedOutput.run(&input)
        case .program: ProgramFile.run(&input)
        case .manifest: ManifestNote.run(&input)
        case .planted: PlantedBug.run(&input)
        }
    }
}

/// Ends the process if something is not true that has to be: a finding.
func require(_ condition: Bool, _ what: @autoclosure () -> String) {
    if !condition { fatalError("must be: \(what())") }
}

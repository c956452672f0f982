import OutboardPlugin
import PatienceInterface

/// A plugin whose methods take as long as their callers are patient, or longer.
@main
struct PatiencePlugin: Plugin {
    let dispatcher = PatienceDispatcher(PatientMethods())

    init(configuration: NoConfiguration) throws {}
}

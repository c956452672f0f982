// A plugin imports OutboardPlugin and nothing else: the interfaces, wire values and loggers come with it.
@_exported public import Logging
@_exported public import OutboardCore

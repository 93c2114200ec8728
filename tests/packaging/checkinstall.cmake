# Installs BUILD below STAGE as a packager does (DESTDIR, prefix /usr) and looks for what a desktop needs, named by ID.
file(REMOVE_RECURSE "${STAGE}")
set(ENV{DESTDIR} "${STAGE}")
execute_process(COMMAND "${CMAKE_COMMAND}" --install "${BUILD}" --prefix /usr RESULT_VARIABLE exit
                OUTPUT_VARIABLE out ERROR_VARIABLE err)
if(NOT exit EQUAL 0)
  message(FATAL_ERROR "cmake --install failed:\n${out}\n${err}")
endif()

foreach(file bin/rt0scope share/applications/${ID}.desktop share/metainfo/${ID}.metainfo.xml
             share/icons/hicolor/scalable/apps/${ID}.svg share/rt0scope/samples/kubectl-1.36.4.log
             share/doc/rt0scope/LICENSE)
  if(NOT EXISTS "${STAGE}/usr/${file}")
    message(FATAL_ERROR "${file} was not installed:\n${out}")
  endif()
endforeach()

function(require_line file line)
  file(READ "${STAGE}/usr/share/${file}" text)
  string(FIND "${text}" "${line}" at)
  if(at EQUAL -1)
    message(FATAL_ERROR "${file} has no ${line}")
  endif()
endfunction()

require_line(applications/${ID}.desktop "Icon=${ID}\n")
require_line(metainfo/${ID}.metainfo.xml "<id>${ID}</id>")
require_line(metainfo/${ID}.metainfo.xml ">${ID}.desktop</launchable>")
require_line(metainfo/${ID}.metainfo.xml "<release version=\"${VERSION}\"")

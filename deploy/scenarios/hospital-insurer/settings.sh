# shellcheck shell=bash disable=SC2034  # deploy/scenario.sh reads them
# Hospital and insurer under the Personal Information Protection Act: one institution makes the keys, another joins.
title='Chronic disease and its cost (invented persons)'
purpose='scientific research: cost of chronic disease by age and sex'
legal_basis='PIPA art. 28-3; here none is needed, the persons are invented'
route=pipa
matcher_title='key-management agency 결합키관리기관' matcher_institution=key-agency
joiner_title='linkage institution 결합전문기관' joiner_institution=linkage-institution
recipient=university-c
holders=(hospital-a insurer-b)
file_share=(100 100)  # per cent of --persons
overlap=80            # per cent of a file's persons that are in another file too
extracting=()
sending=()
joins=(inner)
# first_visit and region are in the payloads and not asked for: what is not needed does not leave.
columns=(hospital-a.age_band hospital-a.sex hospital-a.diagnosis hospital-a.visits insurer-b.cost insurer-b.claims)
bias_column=hospital-a.sex

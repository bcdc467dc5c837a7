# shellcheck shell=bash disable=SC2034  # deploy/scenario.sh reads them
# A small cohort and two large files: cancer centre, insurer, statistics office. The matcher is not trusted with
# identities, hence the record profile; persons of the cohort stay in if one of the others has them.
title='Survival of a cancer cohort (invented persons)'
purpose='scientific research: survival and cost of a cancer cohort'
legal_basis='PIPA art. 28-3; here none is needed, the persons are invented'
route=pipa
profile=korean-person-record
matcher_title='key-management agency 결합키관리기관' matcher_institution=key-agency
joiner_title='linkage institution 결합전문기관' joiner_institution=linkage-institution
recipient=research-hospital
holders=(cancer-center insurer-b stats-office)
file_share=(50 100 60)
overlap=90
extracting=()
sending=()
joins=(star:cancer-center)
columns=(cancer-center.age_band cancer-center.sex cancer-center.stage cancer-center.site insurer-b.cost insurer-b.admissions
  stats-office.cause)
bias_column=cancer-center.sex
